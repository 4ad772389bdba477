import { resolve } from 'node:path';
import { SYSTEMS } from '../../core/connect/profile/systems.ts';
import { defineCommand } from '../command.ts';

export const profileCheck = defineCommand({
  name: 'profile check',
  summary: 'check a profile without connecting to anything',
  arguments: [{ name: 'file', says: 'the profile' }],
  examples: ['acgs profile check production.yaml'],
  async run(context, _options, [file = '']) {
    const { loadProfile } = await import('../../core/connect/profile/load.ts');
    const profile = await loadProfile(resolve(context.folder, file));
    const configured = SYSTEMS.map(({ id }) => id).filter((id) =>
      id === 'cluster'
        ? profile.cluster !== undefined
        : Object.hasOwn(profile.services ?? {}, id) || Object.hasOwn(profile.stores ?? {}, id),
    );
    const document = { valid: true, profile: profile.name, environment: profile.environment, configured };
    context.output.answer(document, (it) => [
      `✅ ${it.profile} (${it.environment}) is a valid profile; it names ${it.configured.length} of ${SYSTEMS.length} systems`,
    ]);
    return 0;
  },
});
