// A plugin of the compiler (nest-cli.json): SQL files become part of the compiled modules, so that no file is read at run
// time and bundlers and CommonJS work. `statement(import.meta.url, './sql/x.sql')` becomes
// `statement({ text: `…` }, './sql/x.sql')`, and `sqlFolder(import.meta.url, './migrations/')` gets the texts of a folder.
const { readFileSync, readdirSync } = require('node:fs');
const paths = require('node:path');
const ts = require('typescript');

const { factory } = ts;

/** Returns a template without substitutions: readable in the compiled file. */
const literalOf = (text) => factory.createNoSubstitutionTemplateLiteral(text, rawTemplate(text));

/** Returns the text as it stands between backticks. */
const rawTemplate = (text) => text.replace(/\\|`|\$\{/g, (found) => `\\${found}`);

const property = (name, value) => factory.createPropertyAssignment(factory.createStringLiteral(name), value);

const readSql = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** Returns what replaces `import.meta.url` before this path, or undefined if the path names no SQL. */
function sourceOf(folder, path) {
  if (path.endsWith('.sql'))
    return factory.createObjectLiteralExpression([
      property('text', literalOf(readSql(paths.join(folder, path)))),
    ]);
  if (!path.endsWith('/')) return undefined;
  const names = readdirSync(paths.join(folder, path)).filter((name) => name.endsWith('.sql'));
  const texts = names
    .sort()
    .map((name) => property(name, literalOf(readSql(paths.join(folder, path, name)))));
  return factory.createObjectLiteralExpression([
    property('texts', factory.createObjectLiteralExpression(texts, true)),
  ]);
}

const isModuleUrl = (node) =>
  node !== undefined &&
  ts.isPropertyAccessExpression(node) &&
  node.name.text === 'url' &&
  ts.isMetaProperty(node.expression);

function inlined(node, folder) {
  const [url, path, ...rest] = node.arguments;
  if (!isModuleUrl(url) || path === undefined || !ts.isStringLiteral(path)) return node;
  const source = sourceOf(folder, path.text);
  if (source === undefined) return node;
  return factory.updateCallExpression(node, node.expression, node.typeArguments, [source, path, ...rest]);
}

exports.rawTemplate = rawTemplate;
exports.before = () => (context) => (file) => {
  const folder = paths.dirname(file.fileName);
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    return ts.isCallExpression(visited) ? inlined(visited, folder) : visited;
  };
  return ts.visitNode(file, visit);
};
