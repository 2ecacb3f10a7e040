import { inlineStatement, type Statement } from '../../src/platform/database/statement.js';

/** A statement of a test. */
export const adHoc = (text: string): Statement => inlineStatement(text, text);
