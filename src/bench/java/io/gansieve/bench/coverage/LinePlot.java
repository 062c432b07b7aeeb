package io.gansieve.bench.coverage;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/** Curves of several runs as one PNG file: a panel for each figure, a line for each run, a colour for the seeds of one game. */
final class LinePlot {
    private static final int WIDTH = 900;
    private static final int PANEL = 170;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int GAP = 26;
    private static final int LEGEND_LINE = 18;

    /** Told apart with any kind of colour vision (Okabe and Ito, "Color universal design", 2008). */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072b2),
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0xe69f00),
            new Color(0x56b4e9));

    private final Map<String, Curve> runs;
    private final List<String> games;
    private final List<String> figures;
    private final double last;

    private LinePlot(Map<String, Curve> runs, List<String> figures) {
        this.runs = runs;
        this.games = runs.keySet().stream().map(LinePlot::game).distinct().toList();
        this.figures = figures;
        this.last = extreme(Curve.Point::cpuSeconds, Math::max);
    }

    /** @param runs by name, which ends in a hyphen and the seed; all of the same figures, at least one with a point */
    static byte[] png(Map<String, Curve> runs) {
        LinePlot plot = new LinePlot(runs, runs.values().iterator().next().names());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(plot.draw(), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private BufferedImage draw() {
        int legend = GAP + LEGEND_LINE * games.size();
        BufferedImage image =
                new BufferedImage(WIDTH, figures.size() * (PANEL + GAP) + GAP + legend, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int figure = 0; figure < figures.size(); figure++) {
            panel(graphics, figure, GAP + figure * (PANEL + GAP));
        }
        legend(graphics, figures.size() * (PANEL + GAP) + GAP);
        graphics.dispose();
        return image;
    }

    private void panel(Graphics2D graphics, int figure, int top) {
        ToDoubleFunction<Curve.Point> value = point -> point.figures().get(figure);
        double low = Math.min(0, extreme(value, Math::min));
        double high = extreme(value, Math::max);
        double range = high > low ? high - low : 1;
        graphics.setColor(Color.GRAY);
        graphics.drawRect(LEFT, top, WIDTH - LEFT - RIGHT, PANEL);
        graphics.setColor(Color.BLACK);
        graphics.drawString(figures.get(figure), LEFT, top - 6);
        graphics.drawString(text(high), 6, top + 12);
        graphics.drawString(text(low), 6, top + PANEL);
        graphics.setStroke(new BasicStroke(1.8f));
        runs.forEach((name, curve) -> {
            graphics.setColor(colour(games.indexOf(game(name))));
            graphics.draw(line(curve, value, top, low, range));
        });
        graphics.setStroke(new BasicStroke(1));
    }

    private Path2D line(Curve curve, ToDoubleFunction<Curve.Point> value, int top, double low, double range) {
        Path2D line = new Path2D.Double();
        for (Curve.Point point : curve.points()) {
            double y = value.applyAsDouble(point);
            if (Double.isFinite(y)) {
                double right = LEFT + (WIDTH - LEFT - RIGHT) * point.cpuSeconds() / last;
                double down = top + PANEL * (1 - (y - low) / range);
                if (line.getCurrentPoint() == null) {
                    line.moveTo(right, down);
                } else {
                    line.lineTo(right, down);
                }
            }
        }
        return line;
    }

    private void legend(Graphics2D graphics, int top) {
        graphics.setColor(Color.BLACK);
        graphics.drawString("0 to %d CPU-seconds".formatted(Math.round(last)), LEFT, top);
        for (int game = 0; game < games.size(); game++) {
            int y = top + LEGEND_LINE * (game + 1);
            graphics.setColor(colour(game));
            graphics.fillRect(LEFT, y - 8, 14, 6);
            graphics.drawString(games.get(game), LEFT + 22, y);
        }
    }

    private static Color colour(int game) {
        return COLOURS.get(game % COLOURS.size());
    }

    /** A run's name without its seed. */
    private static String game(String run) {
        return run.substring(0, run.lastIndexOf('-'));
    }

    private double extreme(ToDoubleFunction<Curve.Point> value, DoubleBinaryOperator which) {
        return runs.values().stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(value)
                .filter(Double::isFinite)
                .reduce(which)
                .orElse(0);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3g", value);
    }
}
