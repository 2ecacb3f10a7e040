// usage: node report-totals.mjs <file of jest --json> <exit code of the run>
// Prints "N passed, N failed" (and ", N skipped" where there are any) and fails unless all is well.
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);

/** The totals of Jest; none if the run ended before Jest did: the installation, lint or the setup failed. */
function readTotals() {
  try {
    const run = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: run.numPassedTests,
      // A test file that does not load has no tests that could fail.
      failed: run.numFailedTests + run.numRuntimeErrorTestSuites,
      skipped: run.numPendingTests + run.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const { passed, failed, skipped } = readTotals();
// No test failed, but something else did, or there were no tests.
const failures = failed === 0 && (exitCode !== '0' || passed === 0) ? 1 : failed;

console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failures > 0 ? 1 : 0;
