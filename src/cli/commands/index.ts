import type { Command } from '../command.ts';
import { auditList, auditSearch } from './audit.ts';
import { auditAnchor, auditExport, auditImport, auditKey, auditProve } from './audit-bundle.ts';
import { auditVerify } from './audit-verify.ts';
import {
  clusterConfigMaps,
  clusterDeployments,
  clusterEvents,
  clusterNodes,
  clusterPods,
} from './cluster.ts';
import {
  clusterConfigMapApply,
  clusterConfigMapDiff,
  clusterConfigMapExport,
  clusterConfigMapGet,
} from './cluster-config-maps.ts';
import { clusterLogs } from './cluster-logs.ts';
import { clusterContexts, clusterNamespaces } from './cluster-places.ts';
import {
  clusterHistory,
  clusterRestart,
  clusterScale,
  clusterStatus,
  clusterUndo,
} from './cluster-rollout.ts';
import { clusterTopNodes, clusterTopPods } from './cluster-top.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor.ts';
import { health } from './health.ts';
import { locksBreak, locksList } from './locks.ts';
import { profileCheck } from './profile.ts';
import { sandboxFault, sandboxFaults, sandboxUp } from './sandbox.ts';
import { serve } from './serve.ts';

/** Every command, in the order of the help. What a command needs is loaded when it runs. */
export const COMMANDS: readonly Command[] = [
  health,
  clusterPods,
  clusterDeployments,
  clusterNodes,
  clusterEvents,
  clusterNamespaces,
  clusterContexts,
  clusterTopNodes,
  clusterTopPods,
  clusterStatus,
  clusterHistory,
  clusterRestart,
  clusterUndo,
  clusterScale,
  clusterConfigMaps,
  clusterConfigMapGet,
  clusterConfigMapExport,
  clusterConfigMapDiff,
  clusterConfigMapApply,
  clusterLogs,
  locksList,
  locksBreak,
  auditList,
  auditSearch,
  auditVerify,
  auditExport,
  auditImport,
  auditProve,
  auditAnchor,
  auditKey,
  serve,
  sandboxUp,
  sandboxFault,
  sandboxFaults,
  doctor,
  profileCheck,
  completion,
];

/** What the words in front of commands stand for. */
export const GROUPS: Readonly<Record<string, string>> = {
  cluster: 'what runs in the cluster',
  'cluster top': 'who uses how much',
  'cluster configmap': 'one config map',
  locks: 'operations that are under way',
  audit: 'the journal: what was done, in a form that shows every change',
  sandbox: 'the practice environment',
  profile: 'what is watched',
};
