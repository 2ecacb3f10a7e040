import { spawn } from 'node:child_process';

/**
 * Reads the group's id, then waits. A line on the input means that the group has ended. The end of the input means
 * that the writer died: sends SIGTERM to the group, and SIGKILL if anything is left ten seconds later.
 */
const SCRIPT = `trap '' INT TERM HUP
read -r group || exit 0
read -r word && exit 0
kill -s TERM -- "-$group" 2>/dev/null || exit 0
for second in 1 2 3 4 5 6 7 8 9 10; do
  sleep 1
  kill -s 0 -- "-$group" 2>/dev/null || exit 0
done
kill -s KILL -- "-$group" 2>/dev/null`;

/**
 * Ends a process group if this process dies, even by SIGKILL: a killed process cannot clean up, so a shell beside it
 * does. Does nothing if there is no `sh`.
 * @returns a function to call when the group has ended
 */
export function guardProgram(group: number): () => void {
  const guard = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined).write(`${group}\n`);
  guard.unref();
  return () => void guard.stdin.end('over\n');
}
