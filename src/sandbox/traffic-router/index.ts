import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Cluster } from '../kubernetes/resources.ts';
import { family } from '../services/exposition.ts';
import { followShare } from './share-reader.ts';
import { keepsShare, nextWay, type Split, type Way } from './split.ts';
import { createUsers } from './users.ts';

/** What the router has counted since it started. */
export interface RouterCounts {
  /** Where it takes the users' requests. */
  url: string;
  /** The share that is in force, since when, and what went where since then. */
  split: Split;
  /** The splits before it, the latest 100. */
  earlier: readonly Split[];
  requests: number;
  answered: number;
  underWay: number;
  /** Requests that nobody answered, whichever way they were sent. */
  lost: number;
  /** Requests whose sender went before the answer came. */
  left: number;
  /** Requests after which the split was not what the share said. */
  offShare: number;
  /** Requests at which more were under way to a target than its ready pods take at once. */
  overCapacity: number;
}

export interface TrafficRouter {
  server: Server;
  counts(): Omit<RouterCounts, 'url'>;
  /** What it has counted in the Prometheus text format: of its users, and of whoever really sends. */
  exposition(): string;
  close(): void;
}

/** Who answers on each way: a deployment of production, and where it is reached. */
export type Targets = Readonly<Record<Way, { deployment: string; url: string }>>;

/** A pod takes so many requests at once; each way has two of them. */
const REQUESTS_A_POD = 16;
const MOST_EARLIER = 100;

/**
 * Stands in front of the old way and the new one: sends each request of the users to MLOps or to the legacy optimizer,
 * by the config map as mlops-manager last read it, and counts. Each answer says where it went (`x-acgs-way`) and the
 * share and place by which (`x-acgs-share`, `x-acgs-turn`), so that whoever sends can count again.
 */
export function createTrafficRouter(options: {
  cluster: Cluster;
  namespace: string;
  configMap: string;
  targets: Targets;
  /** Requests of users that are not there one by one. */
  usersPerSecond: number;
  now: () => number;
}): TrafficRouter {
  const { cluster, namespace, targets } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const underWay: Record<Way, number> = { mlops: 0, legacy: 0 };
  const counted = { requests: 0, answered: 0, lost: 0, left: 0, offShare: 0, overCapacity: 0 };
  const earlier: Split[] = [];
  const sent: Record<Way, number> = { mlops: 0, legacy: 0 };
  const users = createUsers({ perSecond: options.usersPerSecond, now: options.now });
  let split: Split = { percentage: 0, readAt: options.now(), requests: 0, mlops: 0, legacy: 0 };
  const stop = followShare({
    ...options,
    onRead(share) {
      // The same share read again goes on as one.
      if (share.percentage !== split.percentage) {
        users.split(share.percentage);
        if (split.requests > 0) earlier.push(split);
        if (earlier.length > MOST_EARLIER) earlier.shift();
        split = { ...share, requests: 0, mlops: 0, legacy: 0 };
      }
    },
  });

  const readyPods = (way: Way) =>
    cluster.deployments.find(namespace, targets[way].deployment)?.status.readyReplicas ?? 0;

  const take = (): Way => {
    const way = nextWay(split);
    split = { ...split, requests: split.requests + 1, [way]: split[way] + 1 };
    counted.requests += 1;
    sent[way] += 1;
    underWay[way] += 1;
    if (!keepsShare(split)) counted.offShare += 1;
    if (underWay[way] > readyPods(way) * REQUESTS_A_POD) counted.overCapacity += 1;
    return way;
  };

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const way = take();
    const said = {
      ...{ 'x-acgs-way': way, 'x-acgs-share': `${split.percentage} since ${split.readAt}` },
      'x-acgs-turn': String(split.requests),
    };
    let ended = false;
    const end = (how: 'answered' | 'lost' | 'left') => {
      if (ended) return;
      ended = true;
      underWay[way] -= 1;
      counted[how] += 1;
    };
    const lose = () => {
      end('lost');
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502, said).end();
    };
    const { host: _, ...headers } = incoming.headers;
    const { method = 'GET' } = incoming;
    const send = () => {
      const onward = request(new URL(incoming.url ?? '/', targets[way].url), { agent, method, headers });
      onward.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...said });
        answer.pipe(outgoing);
        answer.on('end', () => end('answered'));
        answer.on('error', lose);
      });
      onward.on('error', () => {
        // A connection that was kept may be closed by the other side in the moment in which it is used again.
        if (onward.reusedSocket && method === 'GET' && !outgoing.headersSent && !ended) send();
        else lose();
      });
      outgoing.once('close', () => {
        if (!ended) onward.destroy();
        end('left');
      });
      if (method === 'GET') onward.end();
      else incoming.pipe(onward);
    };
    send();
  };

  return {
    server: createServer(pass),
    counts: () => ({
      ...counted,
      underWay: underWay.mlops + underWay.legacy,
      split,
      earlier,
    }),
    exposition() {
      const { all, sinceSplit } = users.counts();
      const ways = (of: (way: Way) => number) =>
        (['mlops', 'legacy'] as const).map((way): [Record<string, string>, number] => [{ way }, of(way)]);
      return [
        family(
          ...([
            'acgs_router_requests_total',
            'counter',
            'Requests of users by where they were sent.',
          ] as const),
          ways((way) => all[way] + sent[way]),
        ),
        family(
          ...(['acgs_router_split_requests', 'gauge', 'Those since the share of traffic in force.'] as const),
          ways((way) => sinceSplit[way] + split[way]),
        ),
      ].join('');
    },
    close() {
      stop();
      agent.destroy();
    },
  };
}
