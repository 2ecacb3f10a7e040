import { traceIdOf } from './request-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('The trace of a traceparent', () => {
  it.each([
    ['of this version', `00-${TRACE}-${PARENT}-01`],
    ['with spaces around it', ` 00-${TRACE}-${PARENT}-00 `],
    ['of a later version with more fields', `01-${TRACE}-${PARENT}-01-what-ever`],
  ])('%s is its id', (_what, header) => {
    expect(traceIdOf(header)).toBe(TRACE);
  });

  it.each([
    ['nothing', ''],
    ['with more fields than this version has', `00-${TRACE}-${PARENT}-01-more`],
    ['of the invalid version', `ff-${TRACE}-${PARENT}-01`],
    ['without a trace', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['without a parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['too short', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['that would end a line of the log', `00-${TRACE}\n-${PARENT}-01`],
  ])('%s is ignored', (_what, header) => {
    expect(traceIdOf(header)).toBeUndefined();
  });
});
