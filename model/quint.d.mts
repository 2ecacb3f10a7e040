/** See quint.mjs. */
export declare const BROKEN: Readonly<Record<string, string>>;
export declare function simulate(
  module: string,
  options: { traces: number; steps?: number; seed?: number; recorded?: string },
): Promise<{ code: number | null; output: string }>;
export declare function witnessed(output: string): Record<string, number>;
