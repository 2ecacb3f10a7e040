import { errorTable } from '../platform/errors/error-table.js';
import { remedyFor } from './remedies.js';

/** Of sessions of the dashboard, which the command line has not. */
const OF_REQUESTS = new Set(['session_unknown', 'session_over']);

it('Remedies on a terminal name commands, not requests', () => {
  const codes = Object.entries(errorTable).filter(([code]) => !OF_REQUESTS.has(code));
  const remedies = codes.map(([code, { remedy }]) => `${code}: ${remedyFor(code, remedy)}`);
  expect(remedies.filter((each) => /\b(GET|POST|PUT|PATCH|DELETE) \//.test(each))).toEqual([]);
});
