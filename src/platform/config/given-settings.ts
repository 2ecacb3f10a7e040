/** Values by their key, as a file or the environment gives them. */
export type GivenSettings = Readonly<Record<string, unknown>>;
