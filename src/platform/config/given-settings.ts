/** Values by their key, from a file or the environment. */
export type GivenSettings = Readonly<Record<string, unknown>>;
