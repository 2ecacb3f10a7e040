/** See simulation.mjs. */
export interface Rule {
  readonly name: string;
  /** @param random numbers for this worker alone */
  watch(random: () => number): {
    /** Returns when the worker will be suspected if no other heartbeat arrives. Times are in seconds. */
    deadline(at: number, told: number): number;
  };
}

/** How often workers send heartbeats. */
export interface Pace {
  readonly name: string;
}

export interface Summary {
  readonly mean: number;
  readonly p99: number;
  readonly longest: number;
  readonly mistakes: number;
  readonly mistakesAYear: number;
}

export interface Measured extends Summary {
  readonly name: string;
  readonly beatsAMinute: number;
  readonly kinds: Readonly<Record<string, Summary>>;
  readonly seeds: readonly Summary[];
}

export interface Options {
  readonly workers?: number;
  readonly days?: number;
  readonly seeds?: readonly number[];
  readonly deaths?: number;
}

export interface Lived {
  readonly hours: number;
  readonly longest: number;
  readonly rules: readonly {
    readonly name: string;
    readonly mistakes: number;
    readonly mistakesAYear: number;
  }[];
}

export declare const OURS: Pace;
export declare const never: Rule;
export declare function fixed(seconds: number): Rule;
export declare function lateness(parameters?: { floor?: number; factor?: number; halfLife?: number }): Rule;
export declare function measure(rules: readonly Rule[], pace: Pace, options?: Options): Measured[];
export declare function live(
  rules: readonly Rule[],
  pace: Pace,
  options?: { hours?: number; seed?: number; shortest?: number },
): Lived;
export declare function detectors(options?: Options): Measured[];
export declare function ladders(options?: Options): Measured[];
