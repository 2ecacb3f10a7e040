import { readdirSync, readFileSync } from 'node:fs';

/**
 * Returns the output of `npm run build`; the same path from the sources, which tests run, and from the compiled files.
 * @throws TypeError in a bundle of an application, which has no files beside it
 */
export const pageFolder = (): URL => new URL('../../dist/dashboard/page/', import.meta.url);

/** Scripts, styles and requests of this server only, and nothing inline; other pages cannot frame the dashboard. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The names of the files change with their content. */
export const LASTING = 'public, max-age=31536000, immutable';

/** Returns the document of the page; undefined if it is not built, or in a bundle. */
export function readPage(): string | undefined {
  try {
    return readFileSync(new URL('index.html', pageFolder()), 'utf8');
  } catch {
    return undefined;
  }
}

/** A file that the document loads. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Reads the files that the document loads, and their compressed forms, by their name. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const folder = new URL('assets/', pageFolder());
  const read = (name: string): Buffer => readFileSync(new URL(name, folder));
  const names = readdirSync(folder).filter((name) => !name.endsWith('.gz'));
  return new Map(
    names.map((name) => [
      name,
      {
        type: TYPES[name.replace(/^.*\./, '')] ?? 'application/octet-stream',
        plain: read(name),
        packed: read(`${name}.gz`),
      },
    ]),
  );
}

/** Paths on the server, without a slash at the end. */
export interface PagePaths {
  readonly page: string;
  readonly api: string;
}

const BUILT_FOR: PagePaths = { page: '/dashboard', api: '/api/v1/worker-registration' };

/** Returns the document for a page at another path. */
export function pageAt({ page, api }: PagePaths, document: string): string {
  return document
    .replaceAll(`="${BUILT_FOR.page}/`, () => `="${escaped(page)}/`)
    .replace(`content="${BUILT_FOR.page}"`, () => `content="${escaped(page)}"`)
    .replace(`content="${BUILT_FOR.api}"`, () => `content="${escaped(api)}"`);
}

const escaped = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);
