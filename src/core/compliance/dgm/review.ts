import type { RegistryPractice } from '../../observe/registry-practice.ts';
import type { Check } from '../checks.ts';

/** Of our own operations in the period those that needed a second person. */
export interface OwnReviews {
  approved: number;
  /** Done without the approval, for a reason that somebody has to look at afterwards. */
  brokenGlass: number;
  newestAt: number | null;
}

/** Human review: who looked before something was done, here and in the pipeline of the registry; a text says why that is not known. */
export function reviewChecks(
  own: OwnReviews | string,
  deployments: RegistryPractice['deployments'] | string,
): Check[] {
  return [ownReview(own), deploymentReview(deployments)];
}

function ownReview(own: OwnReviews | string): Check {
  const about = { source: 'journal', expected: 'every operation that needs a second person got one' };
  if (typeof own === 'string') return { ...about, value: null, says: own, at: null };
  const { approved, brokenGlass, newestAt: at } = own;
  const needed = approved + brokenGlass;
  if (needed === 0) {
    const says = 'no operation of the period needed a second person';
    return { ...about, value: null, says, at, moot: true };
  }
  const says = `${approved} of ${needed} operations that needed a second person got one`;
  return { ...about, value: approved / needed, says, at };
}

function deploymentReview(deployments: RegistryPractice['deployments'] | string): Check {
  const about = {
    source: 'deployments of the model registry',
    expected: 'every deployment to production was approved by another person',
  };
  if (typeof deployments === 'string') return { ...about, value: null, says: deployments, at: null };
  if (deployments === null) {
    const says = 'the model registry does not keep who approved its deployments';
    return { ...about, value: null, says, at: null };
  }
  const { total, approved, newestAt: at } = deployments;
  if (total === 0) {
    const says = 'no model was deployed to production in the period';
    return { ...about, value: null, says, at, moot: true };
  }
  const says = `${approved} of ${total} deployments to production were approved by another person`;
  return { ...about, value: approved / total, says, at };
}
