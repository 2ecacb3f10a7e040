import type { Scalar } from 'yaml';
import { hasUnsafe, visibleJson } from '../agent/visible.js';
import { loadYaml } from './load-yaml.js';

/** Formats a value as YAML that a terminal does not obey: strings with such characters are quoted, and these escaped. */
export function yamlOf(value: unknown): string {
  const { Document, isScalar, visit } = loadYaml();
  // A copy without shared objects, which would become anchors and aliases.
  const document = new Document(JSON.parse(JSON.stringify(value ?? null)) as unknown);
  visit(document, {
    Scalar: (_key, node) => quote(node),
    Pair: (_key, { key }) => {
      if (isScalar(key)) quote(key);
    },
  });
  return visibleJson(document.toString({ lineWidth: 0 }));
}

function quote(node: Scalar): void {
  if (typeof node.value === 'string' && hasUnsafe(node.value)) node.type = 'QUOTE_DOUBLE';
}
