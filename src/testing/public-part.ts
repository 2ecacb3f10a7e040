/** What a service offers, without its private members: a fake implements it. */
export type PublicPartOf<Service> = Pick<Service, keyof Service>;

/** Returns a method that says that the fake has no such thing. */
export const notInFake = (method: string) => async (): Promise<never> => {
  throw new Error(
    `The fake of worker-registration/testing does not model ${method}(); test it against the module`,
  );
};
