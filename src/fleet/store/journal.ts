import { Target } from '../../platform/database/sql-file.js';

const TABLE = new Target('worker_registration.journal');

/**
 * The journal, as the piece `{journal}` of the statements that write it. No statement names the table otherwise, so the
 * users of this piece are the writers of the journal, and each of their commits is announced to the stream of events.
 */
export const JOURNAL = { journal: TABLE } as const;
