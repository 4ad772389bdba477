import type { Alerts } from '../alerts/index.ts';
import type { Baselines } from '../baselines/index.ts';
import type { Bottlenecks } from '../bottlenecks/index.ts';
import type { Configuration } from '../cluster/configuration/index.ts';
import type { Cluster } from '../cluster/index.ts';
import type { ClusterOperations } from '../cluster/operations/index.ts';
import type { Traffic } from '../cluster/traffic/index.ts';
import type { Compliance } from '../compliance/index.ts';
import type { Recovery } from '../compliance/recovery/index.ts';
import type { KeyStore } from '../connect/key-store.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { ReadKeychain } from '../connect/secrets.ts';
import type { Health } from '../health/index.ts';
import type { Audit } from '../journal/audit/index.ts';
import type { LiveJournal } from '../journal/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Approvals } from '../operate/approvals/index.ts';
import type { Catalogue } from '../operate/catalogue.ts';
import type { Door, Interrupted } from '../operate/door.ts';
import type { Operators } from '../operate/operators/index.ts';
import type { Session } from '../operate/operators/session.ts';
import type { Processes } from '../operate/processes/index.ts';
import type { PastProcesses } from '../operate/processes/past.ts';
import type { Rights } from '../operate/rights.ts';
import type { Runs } from '../operate/runs.ts';
import type { Rollouts } from '../rollouts/index.ts';
import type { Calendar } from '../runbooks/calendar/index.ts';
import type { Runbooks } from '../runbooks/running.ts';
import type { Diagnosis } from '../shell/diagnosis.ts';
import type { Shell } from '../shell/index.ts';
import type { Slo } from '../slo/index.ts';
import type { Time } from '../time/index.ts';

export interface ControlCenterOptions {
  profile: Profile;
  /** Folder of the local record, or `:memory:` to leave nothing behind. */
  dataDirectory: string;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  env?: NodeJS.ProcessEnv;
  keychain?: ReadKeychain;
  /** Where operators' keys can be kept; left out or null: nowhere, a passphrase seals them. */
  keyStore?: KeyStore | null;
}

/** Everything the hosts serve. Nothing is looked at before `start` or a call that needs it. */
export interface ControlCenter {
  profile: Profile;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  health: Health;
  /** Measured figures over time, as series. */
  metrics: Metrics;
  slo: Slo;
  /** What holds the system up, looked for when somebody asks. */
  bottlenecks: Bottlenecks;
  baselines: Baselines;
  cluster: Cluster;
  /** Whether the system keeps to its constitution. */
  compliance: Compliance;
  /** The way back when it does not. */
  recovery: Recovery;
  alerts: Alerts;
  /** What can be done to the cluster, for the door. */
  operations: ClusterOperations;
  /** Everything that can be done, by its name. */
  catalogue: Catalogue;
  /** What of it the cluster lets us do. */
  rights: Rights;
  /** The one way out. */
  door: Door;
  /** Runs and whatever else outlives the process that began it. */
  processes: Processes;
  pastProcesses: PastProcesses;
  /** The guides' procedures and the profile's own. */
  runbooks: Runbooks;
  /** When they are due. */
  calendar: Calendar;
  /** What moves the share of traffic. */
  traffic: Pick<Traffic, 'driver'>;
  /** Traffic that is given or taken away stage by stage, watched. */
  rollouts: Rollouts;
  /** Environment variables and config map of the MLOps system beside what they are to be. */
  configuration: Configuration;
  /** The people who work here. */
  operators: Operators;
  /** Who of them is logged in. */
  session: Session;
  approvals: Approvals;
  /** What is being done for screens. */
  runs: Runs;
  /** Changes that an earlier process began and did not live to finish. */
  interrupted: readonly Interrupted[];
  /** What was done, by whom and with what result; tamper-evident up to the last external anchor. */
  journal: LiveJournal;
  /** The journal as somebody reviews it. */
  audit: Audit;
  /** The record: how far back it goes, and what happened when. */
  time: Time;
  shell: Shell;
  /** What is wrong with what is kept here, and must not be overlooked. */
  troubles(): Problem[];
  /** Observes live until closed, and goes on with runs that nobody drives, for hosts with a screen. */
  start(options?: { readOnly: boolean }): void;
  /** Looks at everything now instead of when it is due: after sleep, or because somebody asks. */
  checkNow(): void;
  /** Looks at everything once and says what is reachable and how to mend what is not. */
  diagnose(signal?: AbortSignal): Promise<Diagnosis[]>;
  close(): Promise<void>;
}
