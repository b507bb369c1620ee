/**
 * The files that streams are kept in over a restart: one format for a server that stands alone and for a node's replicas in a cluster.
 *
 * <p><b>Files.</b> {@code segment-<number>} are appended to, one after the other; {@code snapshot-<number>} stands for all segments up
 * to that number, and reading begins with it. A snapshot is written to a file that ends in {@code .tmp}, forced, and renamed; then what
 * it stands for is removed. {@code lock} is locked by the server that uses the directory. {@code mark} says up to where the log is
 * acknowledged; it is not forced. What ends in {@code .damaged} was put aside, and nothing reads it.
 *
 * <p><b>Header.</b> 48 bytes, big-endian: magic number (8), version (4), kind (4; 0 a segment, 1 a snapshot), number (8), length of the
 * segment before it (8; -1 if there is none), random id of the file (8), zero (4), CRC32C of all that (4). A file of a newer version is
 * not read: the start fails.
 *
 * <p><b>Record.</b> Length of the body (4), CRC32C of the body (4), CRC32C of the file's id, the record's place in the file, and these
 * two (4); then the body, 64 MiB at most: its type (1) and its fields. Numbers take seven bits a byte, the lowest first; texts are UTF-8
 * behind their length. The first record says which run of a server writes the file; a stream's head is before its other records in
 * each file, so that each file can be read alone. A type that is not known makes the start fail, unless its highest bit is set.
 *
 * <p><b>Nodes of a cluster.</b> {@link dev.halley.history.store.ReplicaStore} writes the same files, and has records of its own beside
 * epochs, trims and drops: heads and entries with what a node knows besides, keys whose entries are not there, marks of forgotten keys, and
 * who served together. A replica that replaces another one has a number of its own, and takes the channel's name with its last record: a
 * copy that is not complete when the files are read is dropped. A directory is a server's or a node's: either refuses the other's.
 *
 * <p><b>Damage.</b> What stands behind a damaged record of a file is not read. In the last segment it is cut. In another file, the streams
 * that have a head in a later file go on there, without the entries before the gap; all others are doubtful. All streams are doubtful,
 * too, if the end of the log may be missing: a server that was not closed has left less than its mark says, or the machine has been
 * started since, and not each append was forced. A doubtful stream keeps its entries, but takes new ones only in an epoch that is not
 * complete, so that no position of before is gone on from.
 *
 * <p>May use: {@code spi}, {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.history.store;

import org.jspecify.annotations.NullMarked;
