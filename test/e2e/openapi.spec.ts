import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_KINDS } from '../../src/platform/config/alert-settings.js';
import { errorTable } from '../../src/platform/errors/error-table.js';
import { WEBHOOKS } from '../support/documented-messages.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
}

interface Document {
  info: { description: string; version: string };
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, { content?: object }> }>
  >;
  components: { schemas: Record<string, Schema> };
}

/** The key of a group of workers is true or false for a tag, and text or null otherwise. */
const SEVERAL_FORMS = ['[{"type":["string","null"]'];

const FILE = join(import.meta.dirname, '../../docs/openapi.json');

describe('The OpenAPI document', () => {
  let server: TestServer;
  let document: Document;
  beforeAll(async () => {
    server = await startTestServer();
    document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
  });
  afterAll(() => server.close());

  it('is the one in docs/openapi.json (UPDATE_DOCS=1 rewrites it)', () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, text);
    // The order of keys is another one where the process has made a document before.
    expect(document).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
  });

  it('describes every field of every body and answer', () => {
    const bare = Object.entries(document.components.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, schema]) => (schema.description ?? '') === '')
        .map(([field]) => `${name}.${field}`),
    );
    expect(bare).toEqual([]);
  });

  it('names every error of the table: at some route, with an example that has its code, or as one of any request', () => {
    const shown = JSON.stringify(document.paths);
    // The document leaves out the facade of Eureka.
    const codes = Object.keys(errorTable).filter((code) => !code.startsWith('eureka_'));
    const missing = codes.filter((code) => !shown.includes(`"code":"${code}"`));
    // Refused before there is a route.
    const framework = [...document.info.description.matchAll(/\d{3} `(\w+)`/g)].map(([, code]) => code);
    expect(framework).toEqual(expect.arrayContaining(missing));
  });

  it('has one type for each field, and unique names for client generators', () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain('"nullable"');
    const alternatives = [...text.matchAll(/"(?:oneOf|anyOf)":(\[[^\]]*\])/g)].map(([, forms]) => forms!);
    expect(alternatives.filter((forms) => !forms.includes('"type":"null"'))).toEqual(SEVERAL_FORMS);
    // The constructor of Go for a schema X is NewX.
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => names.includes(`New${name}`))).toEqual([]);
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('of the messages to webhooks has its version, and all kinds of rules', () => {
    expect(WEBHOOKS.info.version).toBe(document.info.version);
    expect(WEBHOOKS.components.schemas.Alert.properties.kind.enum).toEqual(Object.keys(RULE_KINDS));
  });

  it('is shown at /docs, with files of this server only', async () => {
    const page = await fetch(`${server.url}/docs`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('swagger-ui');
    expect(html).not.toMatch(/(src|href)="https?:/);
  });
});
