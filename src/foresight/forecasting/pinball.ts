/**
 * Returns the pinball loss of a quantile: what an error costs if values above the quantile cost `p`, and those below
 * `1 − p`, for each unit. The quantile `p` is the forecast whose expected loss is least.
 * @param error the value less the forecast
 */
export const pinball = (error: number, p: number): number => (error > 0 ? p * error : (p - 1) * error);
