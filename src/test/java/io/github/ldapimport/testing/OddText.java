package io.github.ldapimport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** Values that would do harm in a terminal or a log, others that must not suffer from that, and what a reader sees of both. */
public final class OddText {
    /** How a line looks that a value forges. */
    public static final String FORGED = "2026-01-01 00:00:00 INFO  Imported user mallory";

    /** One of each category, and of the tricks that they are known for. */
    public static final List<String> HARMFUL = List.of(
            "\u001b[2J\u001b[H", // clears the screen
            "\u001b]0;title\u0007",
            "\r\n" + FORGED,
            "\n" + FORGED,
            "\r" + FORGED,
            "\u000b\u000c",
            "\b\b\b\b",
            "\u007f",
            "\u0085" + FORGED,
            "\u009b2J",
            "\u2028" + FORGED,
            "\u2029" + FORGED,
            "\u202egnp.exe",
            "\u2066\u2067\u2068\u2069",
            "\u200e\u200f\u061c",
            "\u200b\u2060\ufeff\u00ad",
            "\u180e\u206a\ufff9\ufffb",
            "\udb40\udc41\udb40\udc7f", // tags
            "\ue000\udbff\udffd", // private use
            "\u0378\ufdd0\uffff", // never assigned
            "\u3164\u115f\u1160\uffa0\u2800\u034f", // letters and signs that look like blanks, or like nothing
            "\ufe0f\ufe0f\u17b4\u180b\u180c",
            "e" + "\u0301".repeat(40)); // covers the lines above

    /** Names as people have them; some with joiners, combining marks or variation selectors. */
    public static final List<String> ORDINARY = List.of(
            "Zo\u00eb Ka\u0161par",
            "Ame\u0301lie", // e and its accent one by one
            "Nguy\u1ec5n V\u0103n \u00c1nh",
            "\u0416\u0430\u043d\u043d\u0430 \u0401\u043b\u043a\u0438\u043d\u0430",
            "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
            "\u05d3\u05b8\u05bc\u05d5\u05b4\u05d3 \u05db\u05d4\u05df",
            "\u0645\u062d\u0645\u0651\u062f \u0639\u0644\u064a",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian, with U+200C
            "\u0915\u094d\u200d\u0937\u0947\u0924\u094d\u0930", // Devanagari, with U+200D
            "\u0d2e\u0d4b\u0d39\u0d28\u0d4d\u200d", // Malayalam, with U+200D at its end
            "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
            "\u0e2a\u0e21\u0e0a\u0e32\u0e22 \u0e19\u0e49\u0e33",
            "\u1019\u103c\u1014\u103a\u1019\u102c",
            "\u674e\u5c0f\u9f99",
            "\u4f50\u3005\u6728\u3000\u845b\udb40\udd00", // ideographic blank and variation
            "\uae40\ubbfc\uc900",
            "\ud842\udfb7\u91ce\u5bb6",
            "Ada \ud83d\ude00 \u2764\ufe0f",
            "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67", // a family
            "\ud83d\udc69\ud83c\udffd\u200d\ud83d\udcbb",
            "O\u2019Brien \u2013 \u00a0Ltd.",
            "a\\b \"c\" 'd' {e} 100 %");

    private static final Pattern RAW = Pattern.compile(
            "[\\u3164\\u115f\\u1160\\uffa0\\u2800\\u034f\\u17b4]|\\p{M}{9}|[\\ufe0f\\u180b\\u180c]{2}|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\\n\\u200c\\u200d]]");

    private OddText() {}

    /** Whether a character by itself may not stand in a line: told by another way than that of the program. */
    public static boolean isForbidden(int codePoint) {
        return Pattern.matches(
                "[\\p{C}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0\\x{1d159}]",
                Character.toString(codePoint));
    }

    /** Asserts that nothing of it moves, hides or turns anything, and that no line is a value's. */
    public static void assertHarmless(String output) {
        output.lines().forEach(line -> {
            assertThat(RAW.matcher(line).find()).as(line).isFalse();
            assertThat(line).doesNotStartWith(FORGED);
        });
        assertThat(output.replace(System.lineSeparator(), "")).doesNotContain("\r", "\n");
    }
}
