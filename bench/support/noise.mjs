// What else ran on this machine while something was measured.
import { readdir, readFile } from 'node:fs/promises';

const TICKS_A_SECOND = 100;

/** Busy ticks of all cores, and the ticks of each process: its own and those of its ended children. */
async function ticks() {
  const [cores] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user, nice, system, , , irq, softirq] = cores.trim().split(/\s+/).slice(1).map(Number);
  const processes = new Map();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined) continue;
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const used = Number(fields[9]) + Number(fields[10]);
    processes.set(Number(pid), {
      name,
      parent: Number(parent),
      used,
      ended: Number(fields[11]) + Number(fields[12]),
    });
  }
  return { at: performance.now(), busy: user + nice + system + irq + softirq, processes };
}

/** Watches the machine from now on. @returns a function that tells what ran beside the processes of these ids */
export async function watchMachine() {
  const before = await ticks();
  return async (own) => {
    const after = await ticks();
    const seconds = (after.at - before.at) / 1000;
    const known = new Set([process.pid, ...own]);
    const isKnown = (pid) => {
      for (let at = pid; at > 1; at = after.processes.get(at)?.parent ?? 0) if (known.has(at)) return true;
      return false;
    };
    const others = new Map();
    let ours = 0;
    for (const [pid, { name, used, ended }] of after.processes) {
      const earlier = before.processes.get(pid) ?? { used: 0, ended: 0 };
      if (isKnown(pid)) ours += used - earlier.used + (ended - earlier.ended);
      else others.set(name, (others.get(name) ?? 0) + used - earlier.used);
    }
    const cores = (count) => count / TICKS_A_SECOND / seconds;
    const loudest = [...others].sort((a, b) => b[1] - a[1]).slice(0, 3);
    return {
      cores: Math.max(0, cores(after.busy - before.busy - ours)),
      programs: loudest
        .filter(([, used]) => cores(used) >= 0.05)
        .map(([name, used]) => `${name} ${cores(used).toFixed(1)}`),
    };
  };
}
