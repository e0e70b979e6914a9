package org.curbline.agent.spool;

/**
 * How far a source was read.
 *
 * @param source its name, without a line's end
 * @param place what the source calls it
 */
public record Bookmark(String source, String place) {}
