import type { Benchmark } from '../benchmark.ts';
import { asOf } from './as-of.ts';
import { changeToFrame } from './change-to-frame.ts';
import { chartPan } from './chart-pan.ts';
import { clusterChurn } from './cluster-churn.ts';
import { clusterLoad } from './cluster-load.ts';
import { clusterScroll } from './cluster-scroll.ts';
import { complianceProduction } from './compliance-production.ts';
import { complianceQuick } from './compliance-quick.ts';
import { complianceYear } from './compliance-year.ts';
import { liveBlocks } from './event-loop.ts';
import { firstLoadScript } from './first-load-script.ts';
import { healthCheck } from './health-check.ts';
import { journalAppend } from './journal-append.ts';
import { journalMillion } from './journal-million.ts';
import { listPods } from './list-pods.ts';
import { loadTest } from './load-test.ts';
import { pageReady } from './page-ready.ts';
import { podMemory } from './pod-memory.ts';
import { processSteps } from './process-steps.ts';
import { rangeBlocks } from './range-blocks.ts';
import { rolloutDecision } from './rollout-decision.ts';
import { rolloutsWatched } from './rollouts-watched.ts';
import { rulesTest } from './rules-test.ts';
import { samplesIngest } from './samples-ingest.ts';
import { samplesMonth } from './samples-month.ts';
import { samplesSize } from './samples-size.ts';
import { sandboxReady } from './sandbox-ready.ts';
import { version } from './version.ts';

/** In this order, so that each server is started once and stopped before others are measured. */
export const BENCHMARKS: readonly Benchmark[] = [
  asOf,
  samplesIngest,
  samplesMonth,
  samplesSize,
  complianceYear,
  complianceQuick,
  complianceProduction,
  rangeBlocks,
  version,
  rulesTest,
  journalAppend,
  journalMillion,
  processSteps,
  loadTest,
  rolloutDecision,
  sandboxReady,
  healthCheck,
  rolloutsWatched,
  pageReady,
  firstLoadScript,
  chartPan,
  liveBlocks,
  listPods,
  podMemory,
  changeToFrame,
  clusterLoad,
  clusterChurn,
  clusterScroll,
];
