import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Loaded into the server by a test. While the file `full` is in DATA_DIR, the database may not grow by a page:
 * SQLite itself then reports SQLITE_FULL, as it does when the file system has no room left.
 */
const sign = join(process.env.DATA_DIR ?? '', 'full');
const { exec } = DatabaseSync.prototype;
let isFull = false;

DatabaseSync.prototype.exec = function (this: DatabaseSync, text: string): void {
  if (text.startsWith('begin') && existsSync(sign) !== isFull) {
    isFull = !isFull;
    const { page_count: pages } = this.prepare('pragma page_count').get() as { page_count: number };
    exec.call(this, `pragma max_page_count = ${isFull ? pages : 4294967294}`);
  }
  exec.call(this, text);
};
