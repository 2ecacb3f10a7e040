/**
 * Keys of the metadata that Nest's decorators write, equal in every supported version. Nest exports them only from private
 * entry points, which differ between versions.
 */
export const METHOD_METADATA = 'method';
export const PATH_METADATA = 'path';
export const HTTP_CODE_METADATA = '__httpCode__';
export const GUARDS_METADATA = '__guards__';
export const INTERCEPTORS_METADATA = '__interceptors__';
export const PIPES_METADATA = '__pipes__';
export const ROUTE_ARGS_METADATA = '__routeArguments__';
export const CUSTOM_ROUTE_ARGS_METADATA = '__customRouteArgs__';

/** The kinds of route parameters that {@link ROUTE_ARGS_METADATA} names by number. */
export const PARAMETER_KINDS = { response: 1, body: 3, param: 5, ip: 11 } as const;

/** Where the Fastify adapter reads the config of a route. */
export const FASTIFY_ROUTE_CONFIG_METADATA = '__fastify_route_config__';
