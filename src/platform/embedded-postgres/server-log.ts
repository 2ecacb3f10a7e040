import { constants } from 'node:fs';
import { copyFile, open, rm, type FileHandle } from 'node:fs/promises';

const MAX_BYTES = 8 * 1024 * 1024;
const CHECK_MS = 60_000;

/**
 * The log file of the server.
 *
 * The server itself keeps the file open (it outlives a killed service), so it cannot be renamed: when it
 * exceeds 8 MiB it is copied to `….1` and emptied. The server appends, so it continues at the new end.
 */
export class ServerLog {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {
    this.timer = setInterval(() => void this.trim().catch(() => undefined), CHECK_MS);
    this.timer.unref();
  }

  static async open(path: string): Promise<ServerLog> {
    // Links are not followed: root may be working in a folder of another user.
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    const log = new ServerLog(path, await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600));
    await log.trim();
    return log;
  }

  get fd(): number {
    return this.file.fd;
  }

  async size(): Promise<number> {
    return (await this.file.stat()).size;
  }

  /** Returns up to 16 KiB of the text after `start`. */
  async textFrom(start: number): Promise<string> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(16_384), 0, 16_384, start);
    return buffer.toString('utf8', 0, bytesRead);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.file.close();
  }

  private async trim(): Promise<void> {
    if ((await this.size()) <= MAX_BYTES) return;
    await rm(`${this.path}.1`, { force: true });
    await copyFile(this.path, `${this.path}.1`, constants.COPYFILE_EXCL);
    await this.file.truncate(0);
  }
}
