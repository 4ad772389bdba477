import { z } from 'zod';
import type { PostgresConnection } from '../../connect/postgres.ts';
import { type CheckLimits, checkOf, type DatabaseCheck, type Finding, type Query } from './check.ts';
import { registryFindings } from './registry.ts';

const OWN = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

/** What does not keep what it promises: indexes that are not valid, constraints and triggers that are not enforced. */
const NOT_KEPT_SQL = `
  SELECT format('index %s is not valid', i.indexrelid::regclass) AS says
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE NOT (i.indisvalid AND i.indisready) AND ${OWN}
  UNION ALL
  SELECT format('constraint %I of %s was never validated', k.conname, k.conrelid::regclass)
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
   WHERE NOT k.convalidated AND k.contype IN ('f', 'c') AND ${OWN}
  UNION ALL
  SELECT format('a trigger that enforces constraint %I of %s is disabled', k.conname, t.tgrelid::regclass)
    FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint JOIN pg_namespace n ON n.oid = k.connamespace
   WHERE t.tgenabled = 'D' AND ${OWN}`;

/** For each foreign key the statement that counts rows whose other end is missing, written by the server itself. */
const REFERENCES_SQL = `
  SELECT format('%s (%s)', k.conrelid::regclass, k.conname) AS what,
         format('SELECT count(*)::float8 AS count FROM ONLY %s AS child WHERE %s AND NOT EXISTS (SELECT FROM %s AS parent WHERE %s)',
                k.conrelid::regclass,
                string_agg(format('child.%I IS NOT NULL', a.attname), ' AND '),
                k.confrelid::regclass,
                string_agg(format('parent.%I = child.%I', b.attname, a.attname), ' AND ')) AS statement
    FROM pg_constraint k
    JOIN pg_namespace n ON n.oid = k.connamespace
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (child, parent)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.child
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.parent
   WHERE k.contype = 'f' AND ${OWN}
   GROUP BY k.oid, k.conrelid, k.confrelid, k.conname ORDER BY 1 LIMIT 500`;

const referenceRow = z.object({ what: z.string(), statement: z.string() });

/** Whether the data is whole: what the server promises, what refers to what, and what the registry says. */
export function checkIntegrity(
  connection: Pick<PostgresConnection, 'look'>,
  expectedHash: string,
  limits: CheckLimits,
): Promise<DatabaseCheck> {
  return connection.look(async (query) => {
    const notKept = (await query(NOT_KEPT_SQL)).map(({ says }) => String(says));
    const references = z.array(referenceRow).parse(await query(REFERENCES_SQL));
    const broken: Finding[] = [];
    for (const { what, statement } of references) {
      const rows = Number((await query(statement))[0]?.count);
      if (rows > 0)
        broken.push({ verdict: 'fail', says: `${what}: ${rows} rows refer to what is not there` });
    }
    const checksums = await checksumFailures(query);
    const registry = await registryFindings(query, expectedHash);
    return checkOf(
      [
        ...(notKept.length === 0
          ? [{ verdict: 'pass' as const, says: 'Indexes and constraints are valid and enforced' }]
          : notKept.map((says) => ({ verdict: 'fail' as const, says }))),
        ...(broken.length > 0
          ? broken
          : [
              {
                verdict: 'pass' as const,
                says: `${references.length} foreign keys: every row finds what it refers to`,
              },
            ]),
        ...checksums.findings,
        ...registry,
      ],
      {
        notKept: notKept.length,
        foreignKeys: references.length,
        brokenReferences: broken.length,
        checksumFailures: checksums.failures,
      },
    );
  }, limits);
}

/** Pages whose checksum did not match, as far as the server computes one and has met them. */
async function checksumFailures(query: Query): Promise<{ failures: number | null; findings: Finding[] }> {
  const [row] = await query(
    'SELECT checksum_failures::float8 AS failures FROM pg_stat_database WHERE datname = current_database()',
  );
  // Without checksums nobody can tell, and nothing is said of them.
  if (typeof row?.failures !== 'number') return { failures: null, findings: [] };
  const { failures } = row;
  const says = failures === 0 ? 'No page failed its checksum' : `${failures} pages failed their checksum`;
  return { failures, findings: [{ verdict: failures === 0 ? 'pass' : 'fail', says }] };
}
