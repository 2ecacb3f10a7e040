/** Codes of the WebSocket protocol. */
export const NORMAL = 1000;
export const GOING_AWAY = 1001;
export const BINARY = 1003;

/** Returns the code for an error of the API. */
export const closeCodeOf = (httpStatus: number): number => 4000 + httpStatus;

export const FLOOD = closeCodeOf(429);
