import { readFileSync } from 'node:fs';
import { openPostgres, openStore } from './src/store/index.ts';
import { postgresPrograms } from './test/relation/exports/postgres.ts';
import { openCluster } from './test/store/cluster.ts';
const now = () => new Date().toISOString();
const explain = process.argv[2]==='explain';
const cluster = await openCluster(postgresPrograms!, { settings: ['fsync=on', ...(explain?['session_preload_libraries=auto_explain','auto_explain.log_min_duration=30','auto_explain.log_analyze=on','auto_explain.log_triggers=on','auto_explain.log_timing=off','logging_collector=on','log_directory=/tmp/pglog','log_filename=pg.log', 'log_file_mode=0644']:[])], seconds: 600 });
const lines = readFileSync('/tmp/lines.jsonl','utf8').trim().split('\n');
const backend = async (db:any) => (await db.query('SELECT 1'));
try {
 const rounds = Number(process.argv[3] ?? 1);
 for (let r=0;r<rounds;r++){
  const db = await openPostgres(cluster.url);
  await db.script('DROP DATABASE IF EXISTS copy'); await db.script('CREATE DATABASE copy');
  const copy = await openStore({ database: await openPostgres(cluster.url.replace(/postgres$/, 'copy'), {connections: 4}), now });
  const { execSync } = await import('node:child_process');
  const pgcpu = () => execSync(`for p in /proc/[0-9]*; do if grep -q postgres $p/comm 2>/dev/null && tr '\\0' ' ' < $p/cmdline | grep -q copy; then awk '{print $14+$15}' $p/stat; fi; done`).toString().trim().split('\n').reduce((a,b)=>a+Number(b),0)*10;
  const c=process.cpuUsage(), t=performance.now(), p0=pgcpu();
  const n = await copy.importAll(lines);
  const ms=performance.now()-t, d=process.cpuUsage(c), p1=pgcpu();
  console.log(n, 'orders', (n/ms*1000).toFixed(0), '/s wall; node', ((d.user+d.system)/1000/n).toFixed(3), 'ms; pg', ((p1-p0)/n).toFixed(3),'ms');
  await copy.close(); await db.close();
 }
} finally { await cluster.close(); }
