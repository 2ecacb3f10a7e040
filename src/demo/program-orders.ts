/** What a worker program is told by the demo. */
export type ToProgram =
  | {
      readonly run: string;
      readonly ms: number;
      /** Later than this it is not to begin: somebody else has the job. Milliseconds since 1970. */
      readonly until: number;
    }
  | { readonly stallMs: number };

/** What it tells: each registration that was taken, and each job that begins. */
export type FromProgram = { readonly outcome: string } | { readonly began: string };
