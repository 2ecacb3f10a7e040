/** The names of the security schemes in the OpenAPI document. */
export const WORKER_TOKEN = 'workerToken';
export const API_KEY = 'apiKey';
