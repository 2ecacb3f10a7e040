/** Where the API lives unless the application says otherwise. */
export const DEFAULT_PREFIX = 'api/v1/worker-registration';
