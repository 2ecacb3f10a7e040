import { spawn } from 'node:child_process';

/**
 * Reads the group's id, then waits. A word means that all is over. The end of the input means that whoever wrote is dead:
 * SIGTERM for the group, and SIGKILL for what is still there ten seconds later.
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
 * Sees to it that a process group does not outlive this process, a SIGKILL of it included: nothing in a process that is
 * killed can do that, so a shell beside it does. Where there is no `sh`, nobody does.
 * @returns says that the group has ended
 */
export function guardProgram(group: number): () => void {
  const guard = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined).write(`${group}\n`);
  guard.unref();
  return () => void guard.stdin.end('over\n');
}
