import { BROKEN } from './breakages.mjs';
import { brokenModules } from './broken-builds.mjs';

/** Each names texts of the build that it replaces, which move and change with the code. */
it.each(BROKEN)('The breakage $name fits the build', async ({ edits }) => {
  await expect(brokenModules(edits)).resolves.not.toEqual([]);
});
