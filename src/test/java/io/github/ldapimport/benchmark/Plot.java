package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.TestDatabase.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;

/** Draws how many times the floor's time each import takes, over the number of users. */
final class Plot {
    private static final int DPI = 110;

    private Plot() {}

    static void draw(Results results, Product product, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .theme(ChartTheme.Matlab)
                .title("Time of an import, " + product.name().toLowerCase(Locale.ROOT)
                        + ": times that of ldapsearch and a bulk load")
                .xAxisTitle("users")
                .yAxisTitle("x floor")
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(false)
                .setXAxisDecimalPattern("#,###");
        for (Thing thing : Thing.values()) {
            List<Integer> users = results.users(product, thing);
            if (thing.isImport() && !users.isEmpty()) {
                chart.addSeries(
                        thing.title(),
                        users,
                        users.stream()
                                .map(each -> results.ratio(product, each, thing))
                                .toList());
            }
        }
        BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapFormat.PNG, DPI);
    }
}
