const PREFIX = '/api/v1/worker-registration';

/** The names that a route knows. */
export type Names = Readonly<Record<'body' | 'query', readonly string[]>>;

/** What is read of the OpenAPI document. */
export interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { properties?: object }> };
}

interface Operation {
  readonly parameters?: { in: string; name: string }[];
  readonly requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
}

/** The names that each route knows, as the OpenAPI document has them. */
export function namesIn({ paths, components }: Document): Map<string, Names> {
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { parameters = [], requestBody }]): [string, Names] => {
        const { $ref = '' } = requestBody?.content['application/json']?.schema ?? {};
        const { properties = {} } = components.schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {};
        const query = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
        const route = `${method.toUpperCase()} ${path.replace(PREFIX, '') || '/'}`;
        return [route, { body: Object.keys(properties), query }];
      }),
    ),
  );
}
