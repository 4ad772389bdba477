import { join } from 'node:path';
import { candidateFolders } from './control-plane-files.ts';
import { debianPart } from './debian-part.ts';
import { findProgram, isProgram } from './programs.ts';

/** kubectl: the peer that tests and the bench compare with. */
export const kubectlPart = debianPart({
  name: 'kubectl',
  packages: ['kubernetes-client'],
  locate: () =>
    findProgram('kubectl') ??
    candidateFolders()
      .map((folder) => join(folder, 'kubectl'))
      .find(isProgram),
});
