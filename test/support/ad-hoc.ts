import { Statement } from '../../src/platform/database/statement.js';

/** A statement of a test, which is none of the service. */
export const adHoc = (text: string): Statement => Statement.inline(text, text);
