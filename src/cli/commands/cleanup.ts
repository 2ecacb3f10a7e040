import type { Command } from 'commander';
import type { CleanupAnswerDto } from '../../health/dto/cleanup.dto.js';
import { confirm } from '../confirm.js';
import { programName } from '../program-name.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';

interface Options {
  dryRun?: boolean;
  yes?: boolean;
}

export function addCleanup(program: Command): void {
  asksServer(program.command('cleanup').summary('clean up workers that have been FAILED for too long'))
    .description('Makes workers INACTIVE that have been FAILED for longer than the settings allow.')
    .option('--dry-run', 'only list the workers, with reasons')
    .option('-y, --yes', 'skip the confirmation')
    .addHelpText('after', '\nExample:\n  worker-registration cleanup --dry-run')
    .action(async ({ dryRun = false, yes }: Options, command: Command) => {
      const { client, out } = sessionOf(command);
      if (!dryRun) await confirm('Clean up all workers that have been FAILED for too long?', yes);
      const answer = await client.post<CleanupAnswerDto>(`/cleanup/failed?dryRun=${dryRun}`);
      if (out.json) return out.writeDocument(answer);
      out.writeLine(answer.message);
      for (const id of answer.operations)
        out.writeLine(styled`${out.paint.dim('Undo it:')} ${programName()} ops undo ${id}`);
      if (answer.workers.length === 0) return;
      const rows = answer.workers.map((worker) => [
        worker.workerId,
        worker.zone,
        `${Math.floor(worker.failedMinutes)}m`,
        worker.reason,
      ]);
      out.writeTable(['WORKER', 'ZONE', 'FAILED', 'WHY'], rows);
      if (answer.total > answer.workers.length)
        out.writeNote(`… and ${answer.total - answer.workers.length} more.`);
    });
}
