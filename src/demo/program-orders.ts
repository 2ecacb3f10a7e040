/** Messages from the demo to a worker program. */
export type ToProgram =
  | {
      readonly run: string;
      readonly ms: number;
      /** Do not begin after this time: another worker has the job. Milliseconds since 1970. */
      readonly until: number;
    }
  | { readonly stallMs: number };

/** Messages from it: each accepted registration, and each job that begins. */
export type FromProgram = { readonly outcome: string } | { readonly began: string };
