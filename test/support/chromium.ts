import { chromium, type Browser } from 'playwright-core';
import { findProgram } from './debian-program.js';

const WANTED = {
  names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
  packages: [
    ['chromium-headless-shell', 'fonts-dejavu-core'],
    ['chromium', 'fonts-dejavu-core'],
  ],
  folder: 'usr/lib/chromium',
  remedy:
    'Install it (Debian: apt-get install chromium; macOS: brew install chromium, and put its program on PATH; ' +
    'Alpine: apk add chromium; Fedora: dnf install chromium).',
};

/** A headless Chromium: the one of this machine, or a downloaded one. */
export async function launchChromium(): Promise<Browser> {
  const { command, env } = await findProgram(WANTED);
  return chromium.launch({
    executablePath: command,
    env,
    // Containers run tests as root, without a sandbox, and have little shared memory. A GPU would be emulated.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
