package org.curbline.registry.list;

/**
 * Something in a list that could not be taken over.
 *
 * @param line where the row begins, counted from 1; 0 if no one line is meant
 * @param column the column's name as the list writes it; empty if the whole row is meant
 * @param problem one sentence for the person who keeps the list
 */
public record RowProblem(long line, String column, String problem) {}
