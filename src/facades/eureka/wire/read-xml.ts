import { SaxesParser } from 'saxes';
import { DomainError } from '../../../platform/errors/domain-error.js';

const MAX_LEVELS = 10;
const MAX_ELEMENTS = 5000;

interface Node {
  readonly name: string;
  readonly fields: Record<string, unknown>;
  text: string;
}

/**
 * Converts XML to the form of Netflix's JSON: attributes become `@name`, `class` included, and the text beside them `$`.
 * Entities other than those of XML itself, and document types, are refused: nothing can be expanded.
 * @throws DomainError `bad_request`
 */
export function readXml(text: string): unknown {
  const parser = new SaxesParser();
  const open: Node[] = [{ name: '', fields: Object.create(null) as Record<string, unknown>, text: '' }];
  let elements = 0;
  parser.on('error', (error) => {
    throw malformed(error.message);
  });
  parser.on('doctype', () => {
    throw malformed('a document type is not accepted');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > MAX_ELEMENTS) throw malformed(`more than ${MAX_ELEMENTS} elements`);
    if (open.length > MAX_LEVELS) throw malformed(`nested more than ${MAX_LEVELS} levels deep`);
    const fields = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of Object.entries(attributes)) fields[`@${key}`] = value;
    open.push({ name, fields, text: '' });
  });
  const addText = (more: string): void => {
    open.at(-1)!.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const node = open.pop()!;
    open.at(-1)!.fields[node.name] = valueOf(node);
  });
  parser.write(text).close();
  return open[0]!.fields;
}

function valueOf({ fields, text }: Node): unknown {
  if (Object.keys(fields).length === 0) return text.trim();
  return text.trim() === '' ? fields : { ...fields, $: text.trim() };
}

const malformed = (why: string): DomainError =>
  new DomainError('bad_request', { message: `The body is not XML of an instance: ${why}` });
