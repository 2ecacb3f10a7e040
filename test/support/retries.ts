/**
 * On a machine that runs other work, a wait of a test may be too short. `.ci/run` sets the variable: a test that fails is run once
 * more at once, and its first failure is printed.
 */
const times = Number(process.env['TEST_RETRIES'] ?? 0);
if (times > 0) jest.retryTimes(times, { logErrorsBeforeRetry: true, retryImmediately: true });
