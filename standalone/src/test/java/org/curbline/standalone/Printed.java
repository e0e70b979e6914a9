package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A document as a browser made it for a printer. Reads of PDF what Chromium writes, and no more. */
final class Printed {
    private static final Pattern OBJECT = Pattern.compile("(\\d+) 0 obj(.*?)endobj", Pattern.DOTALL);
    private static final Pattern PAGE = Pattern.compile("/Type /Page\\b");
    private static final Pattern OPERATOR = Pattern.compile("[A-Za-z]+\\*?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String STREAM = "stream\n";
    private static final int MOST_BYTES = 20_000_000;

    private final Map<String, String> objects = new TreeMap<>();
    private final List<Page> pages = new ArrayList<>();

    static Printed of(byte[] pdf) {
        Printed printed = new Printed();
        Matcher each = OBJECT.matcher(new String(pdf, ISO_8859_1));
        while (each.find()) {
            printed.objects.put(each.group(1), each.group(2));
        }
        for (String object : printed.objects.values()) {
            if (PAGE.matcher(head(object)).find()) {
                printed.pages.add(printed.page(object));
            }
        }
        return printed;
    }

    List<Page> pages() {
        return pages;
    }

    private Page page(String object) {
        List<Double> sides = numbers(said(object, "/MediaBox \\[([^\\]]*)\\]"));
        Page page = new Page(new Box(0, 0, sides.get(2), sides.get(3)));
        State plain = new State(List.of(1.0, 0.0, 0.0, 1.0, 0.0, 0.0), page.paper, List.of(0.0, 0.0, 0.0));
        read(object, content(objects.getOrDefault(said(object, "/Contents (\\d+)"), "")), plain, page);
        return page;
    }

    private void read(String object, String content, State begin, Page page) {
        Deque<State> before = new ArrayDeque<>();
        State now = begin;
        List<String> operands = new ArrayList<>();
        Box box = Box.NONE;
        for (String word : SPACE.splitAsStream(content).toList()) {
            if (!OPERATOR.matcher(word).matches()) {
                operands.add(word);
                continue;
            }
            switch (word) {
                case "q" -> before.push(now);
                case "Q" -> now = before.pop();
                case "cm" -> now = now.moved(last(operands, 6));
                case "re" -> box = now.box(last(operands, 4));
                case "m" -> box = Box.NONE;
                case "W", "W*" -> now = box.area() > 0 ? now.clipped(box) : now;
                case "rg" -> now = new State(now.matrix, now.clip, last(operands, 3));
                case "f", "f*" -> page.fills.add(new Fill(box.within(now.clip), now.colour));
                case "Tm" -> page.add(now, last(operands, 2));
                case "Do" -> paint(object, operands.get(operands.size() - 1), now, page);
                default -> {}
            }
            operands.clear();
        }
    }

    private void paint(String object, String name, State now, Page page) {
        String painted = objects.getOrDefault(said(object, name + " (\\d+) 0 R"), "");
        if (head(painted).contains("/Subtype /Form")) {
            State inside = head(painted).contains("/Matrix [")
                    ? now.moved(numbers(said(painted, "/Matrix \\[([^\\]]*)\\]")))
                    : now;
            read(painted, content(painted), inside, page);
        } else {
            Box whole = now.box(List.of(0.0, 0.0, 1.0, 1.0));
            page.pictures.add(new Picture(whole, whole.within(now.clip)));
        }
    }

    private static String head(String object) {
        return object.contains(STREAM) ? object.substring(0, object.indexOf(STREAM)) : object;
    }

    private static String said(String object, String expression) {
        return Pattern.compile(expression)
                .matcher(head(object))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<Double> numbers(String words) {
        return SPACE.splitAsStream(words.strip()).map(Double::valueOf).toList();
    }

    private static List<Double> last(List<String> operands, int count) {
        return operands.subList(operands.size() - count, operands.size()).stream()
                .map(Double::valueOf)
                .toList();
    }

    private static String content(String object) {
        int begin = object.indexOf(STREAM) + STREAM.length();
        int length = Integer.parseInt(said(object, "/Length (\\d+)"));
        Inflater inflater = new Inflater();
        inflater.setInput(object.substring(begin, begin + length).getBytes(ISO_8859_1));
        byte[] all = new byte[MOST_BYTES];
        try {
            return new String(all, 0, inflater.inflate(all), ISO_8859_1);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        } finally {
            inflater.end();
        }
    }

    /** A part of a page, in points. */
    record Box(double left, double bottom, double right, double top) {
        private static final Box NONE = new Box(0, 0, 0, 0);

        Box within(Box other) {
            return new Box(
                    Math.max(left, other.left),
                    Math.max(bottom, other.bottom),
                    Math.min(right, other.right),
                    Math.min(top, other.top));
        }

        double area() {
            return Math.max(0, right - left) * Math.max(0, top - bottom);
        }

        /** Or nearly so. */
        boolean has(double x, double y) {
            return left - 1 <= x && x <= right + 1 && bottom - 1 <= y && y <= top + 1;
        }
    }

    /** A picture made of pixels: where it would be, and what is left of it there. */
    record Picture(Box whole, Box seen) {}

    /**
     * Something filled with a colour, its parts from 0 to 1.
     *
     * @param seen empty if it is no rectangle
     */
    record Fill(Box seen, List<Double> colour) {
        boolean isOf(int red, int green, int blue) {
            List<Integer> wanted = List.of(red, green, blue);
            return wanted.equals(
                    colour.stream().map(part -> (int) Math.round(part * 255)).toList());
        }
    }

    static final class Page {
        final Box paper;
        final List<Picture> pictures = new ArrayList<>();
        final List<Fill> fills = new ArrayList<>();
        /** Lines of text, or parts of them. */
        int texts;
        /** Those that begin where nothing is seen. */
        int textsCutOff;

        Page(Box paper) {
            this.paper = paper;
        }

        private void add(State now, List<Double> origin) {
            texts++;
            Box begin = now.box(List.of(origin.get(0), origin.get(1), 0.0, 0.0));
            boolean forListeners = now.clip.area() < 4;
            if (!forListeners && !now.clip.has(begin.left, begin.bottom)) {
                textsCutOff++;
            }
        }
    }

    private record State(List<Double> matrix, Box clip, List<Double> colour) {
        State moved(List<Double> by) {
            return new State(
                    List.of(
                            along(0, by.get(0), by.get(1)),
                            along(1, by.get(0), by.get(1)),
                            along(0, by.get(2), by.get(3)),
                            along(1, by.get(2), by.get(3)),
                            along(0, by.get(4), by.get(5)) + matrix.get(4),
                            along(1, by.get(4), by.get(5)) + matrix.get(5)),
                    clip,
                    colour);
        }

        private double along(int axis, double x, double y) {
            return x * matrix.get(axis) + y * matrix.get(axis + 2);
        }

        State clipped(Box box) {
            return new State(matrix, clip.within(box), colour);
        }

        /** @param sides x, y, width and height */
        Box box(List<Double> sides) {
            double x = sides.get(0);
            double y = sides.get(1);
            double left = along(0, x, y) + matrix.get(4);
            double bottom = along(1, x, y) + matrix.get(5);
            double right = along(0, x + sides.get(2), y + sides.get(3)) + matrix.get(4);
            double top = along(1, x + sides.get(2), y + sides.get(3)) + matrix.get(5);
            return new Box(Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top));
        }
    }
}
