// Processes that end with this one, whichever way it ends.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/// Starts a command and hands over each line of its output. Standard input is a pipe that closes with this process. What it
/// complains of is shown, unless `isQuiet`.
export function start(command, { isQuiet = false, ...options }, onLine) {
  const stdio = ['pipe', 'pipe', isQuiet ? 'ignore' : 'inherit'];
  const child = spawn(command[0], command.slice(1), { ...options, stdio });
  running.add(child);
  child.on('exit', () => running.delete(child));
  createInterface({ input: child.stdout }).on('line', onLine);
  return child;
}

/// Asks a process to end, and waits until it has.
export function stop(child) {
  if (!running.has(child)) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    child.on('exit', resolve);
    child.stdin.end();
    child.kill('SIGTERM');
  });
}

/// Runs a command to its end; what it printed.
export function run(command, options, input = '') {
  return new Promise((resolve, reject) => {
    const lines = [];
    const child = start(command, options, (line) => lines.push(line));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(lines.join('\n')) : reject(new Error(`${command.join(' ')} gave ${code}: ${lines.join('\n')}`)),
    );
    // A command that reads nothing may have ended by now: the code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

const handedOut = new Set();

/// A port that was free a moment ago, and that nobody else here was told: some programs take it only after a while.
export async function freePort() {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  if (handedOut.has(port)) {
    return freePort();
  }
  handedOut.add(port);
  return port;
}
