import type { Route } from '../../src/server/route-table.js';
import { registration } from '../factories/registration.factory.js';
import { operations, resolved, type Operation, type Schema } from '../fuzz/description.js';

/** A request with a text that cannot be stored, shown, or decoded. */
export interface HostileRequest {
  /** `POST /…/:workerId/drain with NUL as :workerId` */
  readonly what: string;
  readonly method: string;
  readonly target: string;
  readonly body?: unknown;
}

/** The worker that every path names. */
export const KNOWN = 'known';

/** In the form of a request line, whose bytes are one character each. */
const IN_TARGETS: Readonly<Record<string, string>> = {
  NUL: '%00',
  'NUL within': 'a%00b',
  'a NUL byte': '\0',
  'a lone surrogate': '%ED%A0%80',
  'the bytes of a lone surrogate': '\u00ed\u00a0\u0080',
  'bytes that are not UTF-8': '\u00ff\u00fe',
  'an overlong encoding': '%C0%80',
  'half a character': '%F0%9F',
  'no encoding': '%zz',
  'half an encoding': '%4',
  '500 characters': 'x'.repeat(500),
  '10 KB': 'x'.repeat(10_240),
};

const IN_BODIES: Readonly<Record<string, string>> = {
  NUL: 'a\0b',
  'a high surrogate': '\ud800',
  'a low surrogate': 'a\udfff',
  '10 KB': 'x'.repeat(10_240),
};

/** Other fields of a body that would be refused without them. */
const EXAMPLES: Readonly<Record<string, object>> = {
  RegisterWorkerDto: registration({ workerId: KNOWN }),
  HeartbeatItemDto: { workerId: KNOWN },
  AssignJobDto: { jobId: 'job-1' },
  ClaimJobDto: { jobId: 'job-2' },
  ApiKeyRequestDto: { name: 'a key', roles: ['viewer'] },
  JoinTokenRequestDto: { name: 'a join token' },
  SessionRequestDto: { key: `wrk_${'0'.repeat(16)}_${'0'.repeat(64)}` },
  MuteRequestDto: { until: '2h' },
};

/** Every hostile text as every parameter of the paths of routes. */
export const inPaths = (routes: readonly Route[]): HostileRequest[] =>
  routes.flatMap(({ method, url }) =>
    parametersOf(url).flatMap((parameter) =>
      Object.entries(IN_TARGETS).map(([what, text]) => ({
        what: `${method} ${url} with ${what} as ${parameter}`,
        method,
        target: url.replace(parameter, text).replaceAll(/:\w+/g, KNOWN),
        body: exampleOf(
          operations.find(
            (each) => each.method === method && each.path.replaceAll(/\{(\w+)\}/g, ':$1') === url,
          ),
        ),
      })),
    ),
  );

/** Every hostile text as every parameter of every query. */
export const inQueries = (): HostileRequest[] =>
  operations.flatMap((operation) =>
    operation.parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap(({ name }) =>
        Object.entries(IN_TARGETS).map(([what, text]) => ({
          what: `${operation.name} with ${what} as ${name}`,
          method: operation.method,
          target: `${targetOf(operation)}?${name}=${text}`,
          body: exampleOf(operation),
        })),
      ),
  );

/** Every hostile text as every field of every body, plain, in a list and in an object. */
export const inBodies = (): HostileRequest[] =>
  operations.flatMap((operation) =>
    fieldsOf(operation).flatMap((field) =>
      Object.entries(IN_BODIES).flatMap(([what, text]) =>
        [text, [text], { [text]: text }].map((value, form) => ({
          what: `${operation.name} with ${what} as ${field} (${['text', 'list', 'object'][form]})`,
          method: operation.method,
          target: targetOf(operation),
          body: exampleOf(operation, { [field]: value }),
        })),
      ),
    ),
  );

const parametersOf = (url: string): string[] => url.match(/:\w+/g) ?? [];

const targetOf = ({ path }: Operation): string => path.replaceAll(/\{\w+\}/g, KNOWN);

const itemOf = ({ body }: Operation): Schema | undefined => body && (body.items ?? body);

const fieldsOf = (operation: Operation): string[] => {
  const item = itemOf(operation);
  return item === undefined ? [] : Object.keys(resolved(item).properties ?? {});
};

/**
 * A body that its route accepts except for the given fields; a batch of one item if the route accepts
 * batches.
 */
export function exampleOf(operation: Operation | undefined, given: object = {}): unknown {
  const item = operation && itemOf(operation);
  if (item === undefined) return undefined;
  const example = { ...EXAMPLES[item.$ref?.split('/').at(-1) ?? ''], ...given };
  return operation?.body?.items === undefined ? example : [example];
}
