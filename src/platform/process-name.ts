import { hostname } from 'node:os';

/** Names this process in the database and in logs: the host and the process id. */
export const PROCESS_NAME = `${hostname()}:${process.pid}`;
