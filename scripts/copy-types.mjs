import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** Copies a file of types of a folder, and those that it imports, to the same places below another folder. */
export async function copyTypes(file, from, to, copied = new Set()) {
  if (copied.has(file)) return;
  copied.add(file);
  const target = join(to, relative(from, file));
  await mkdir(dirname(target), { recursive: true });
  await cp(file, target);
  const text = await readFile(file, 'utf8');
  for (const [, path] of text.matchAll(/(?:from |import\()['"](\.{1,2}\/[^'"]+)\.js['"]/g))
    await copyTypes(resolve(dirname(file), `${path}.d.ts`), from, to, copied);
}
