/** `registry/name:18` or `name:18-slim`: a major version at least, so that a rebuild uses no other one. */
export const PINNED_IMAGE = /^[a-z0-9./-]+:\d+[\w.-]*$/;
